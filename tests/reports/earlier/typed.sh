#!/usr/bin/env bash
# What was typed to make `version_0.1.0.tar.gz`: a register of version 0.1.0 with one issued report
# of each kind. `bash typed.sh FOLDER CHECKOUT PYTHON` types it again into a checkout of a version.
set -eu
mkdir -p "$1"
cd "$1"
checkout=$2 python=$3
plain=(--templates "$checkout/tests/plain")
export CRISIS_LOG_BY='la secrétaire' CRISIS_LOG_LANG=fr CRISIS_LOG_REGISTER=crue.crisis CRISIS_LOG_KEY=key.pem
at() { clock=$1; }
run() { "$python" "$checkout/cli.py" --clock "$clock" "$@"; }

at '2020-03-17 08:00'
run open crue --title 'Crue de la Seine' --authority 'Commune d’essai' --exercise \
    --organisation 78=Yvelines --organisation 92=Hauts-de-Seine
run settings set signatory_function 'Le maire'
run settings set distribution 'élus
direction générale'
run level Alerte --reason 'la Seine monte'
at '2020-03-17 09:00'
run log 'Le pont est fermé' --tag point-clé --kind situation
run log 'Il faut 200 lits' --kind request --source 'hôpital'
run log 'Une école serait inondée' --status unverified
run log 'Prochain point à 18 h' --tag prochain-point
run decision record 'Fermer les écoles' --decided-by 'le maire' --grounds 'eau montante' \
    --situation '12 rues inondées' --legal-basis 'CGCT L.2212-2' --owner DGS --due 2020-03-20
run decision propose 'Évacuer le quartier bas' --owner DGS
run decision record 'Interdire la baignade' --decided-by 'le maire'
run decision withdraw D-3 --reason 'sans objet'
run decision record 'Ouvrir le gymnase, en réponse au n° 7' --decided-by 'le maire' --at 08:50
run measure order 'Distribuer des lits' --decision D-1 --owner DSI --due 2020-03-19 \
    --indicator 'lits' --unit lit --target 200
run measure report M-1 --progress 10 --value lits=20 --as-of 2020-03-17
at '2020-03-18 09:00'
run measure report M-1 --progress 40 --value lits=80 --as-of 2020-03-18
run pca register pca --title 'Plan de continuité' --level 1=Veille --level 2=Crise \
    --mission asr='Protection de l’enfance' --secondary com=Communication --headcount 1000
run pca activate pca --level 1 --trigger 'crue'
run pca mission pca com degraded --reason 'agents absents'
run pca staffing pca --date 2020-03-18 --count on_site=700 --count remote=250
at '2020-03-20 17:00'
run report issue weekly --week 2020-W12 "${plain[@]}"
at '2020-03-21 10:00'
run decision adopt D-2 --decided-by 'le maire'
run measure report M-1 --progress 60 --value lits=120 --as-of 2020-03-20
run log 'Décrue annoncée' --tag point-clé --at '2020-03-19 22:00'
at '2020-03-23 09:00'
run report issue weekly --week 2020-W12 "${plain[@]}"
run report rectify R-1 --reason 'compte des lits' "${plain[@]}"
run report issue situation
run report issue decisions "${plain[@]}"
run report issue register "${plain[@]}"
run report issue dossier D-1 "${plain[@]}"
run report issue after-action "${plain[@]}"
at '2020-03-30 09:00'
run report issue weekly --week 2020-W13 "${plain[@]}"
run report list
run audit verify --reprint "${plain[@]}"
