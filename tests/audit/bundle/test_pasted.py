"""Both programs find the same checkpoints in the same text, however hostile it is."""

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from crisis_log.audit.bundle import verify as verifier
from crisis_log.audit.pasted import notes_in
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey

KEY, OTHER = (SigningKey.generate(f"crisis-log/{name}") for name in ("covid-19-a77ac4ed", "x"))
TEXT = checkpoint_text(KEY.name, 12345, b"r" * 32)
NOTE = sign(TEXT, KEY)
ROOT, VALUE = NOTE.split("\n")[2], NOTE.rstrip().rpartition(" ")[2]
LONG = "n" * 1000


def made(name: str = KEY.name, size: str = "12", root: str = ROOT, *signed: str) -> str:
    lines = signed or (f"— {name} {VALUE}",)
    return "\n".join([name, size, root, "", *lines, ""])


TEXTS = {
    "as it is": NOTE,
    "quoted": "".join(f"> > {line}\n" for line in NOTE.splitlines()),
    "quoted, CR": "\r".join(f"> {line}" for line in NOTE.splitlines()),
    "quoted, CRLF": "\r\n".join(f">\t{line}" for line in NOTE.splitlines()),
    "quoted, wrapped": "\n> ".join(NOTE[at : at + 9] for at in range(0, len(NOTE), 9)),
    "on other ends of lines": "\u2028".join(NOTE.splitlines()) + "\x0b\x0c\x1c\x85",
    "twice": NOTE * 2,
    "two": NOTE + sign(checkpoint_text(KEY.name, 99, b"s" * 32), KEY),
    "other keys too": sign(TEXT, KEY, OTHER),
    "another key alone": sign(TEXT, OTHER),
    "the same signature again": NOTE + NOTE.rpartition("\n\n")[2],
    "two values of a key": made(
        KEY.name, "1", ROOT, f"— {KEY.name} {VALUE}", f"— {KEY.name} A{VALUE[1:]}"
    ),
    "99 signatures": NOTE + NOTE.rpartition("\n\n")[2] * 98,
    "100 signatures": NOTE + NOTE.rpartition("\n\n")[2] * 99,
    "101 signatures": NOTE + NOTE.rpartition("\n\n")[2] * 100,
    "101 strangers": NOTE + "".join(f"— s{one} {VALUE}\n" for one in range(100)),
    **{
        f"size {size!r}": made(size=size)
        for size in ("0", "00", "012", "-1", "1.0", "١٢", "²", "", "x")
    },
    **{f"size {power}": made(size=str(power)) for power in (2**63 - 1, 2**63, 10**18, 10**19)},
    "a root that is none": made(root="A" * 43 + "="),
    "a root with bits left": made(root="A" * 42 + "B="),
    "a root of other signs": made(root="é" * 43 + "="),
    "a short root": made(root=ROOT[4:]),
    "a value with bits left": made(KEY.name, "1", ROOT, f"— {KEY.name} {VALUE[:-3]}B=="),
    "a value too short": made(KEY.name, "1", ROOT, f"— {KEY.name} {VALUE[4:]}"),
    "a value of zeroes": made(KEY.name, "1", ROOT, f"— {KEY.name} {'A' * 91}="),
    **{
        f"a name of {many}": made(f"crisis-log/{'n' * many}")
        for many in (
            0,
            1,
            800,
            880,
            890,
            896,
            897,
            900,
            930,
            940,
            941,
            942,
            943,
            944,
            945,
            946,
            947,
            950,
            987,
            988,
            989,
            990,
            1000,
            1040,
            1090,
            2000,
        )
    },
    **{
        f"a name with {sign!r}": made(f"crisis-log/a{sign}b")
        for sign in "+=—–-\0\x1b\x7f\ufeff\u200b\u202e\ud83c/ éE\u00a0"
    },
    "a name in a name": made("crisis-log/crisis-log/x"),
    "no prefix": made("other/x"),
    "text before": f"checkpoint=—of crisis-log/y 7 {NOTE}",
    "a signature before": f"{NOTE.rpartition(chr(10) * 2)[2]}{NOTE}",
    "a name before": f"{LONG}{KEY.name}{KEY.name}\n{NOTE}",
    "much before": f"{LONG * 3}{NOTE}",
    "much after": f"{NOTE}{LONG * 3}",
    "an end that is none": f"=—{NOTE}",
    "ends that are none": "a=—b=—" * 9 + NOTE,
    "a root before": f"{ROOT}—{NOTE}",
    "a root and a note": f"crisis-log/y1{ROOT}—crisis-log/y{NOTE}",
    "padded twice": NOTE.replace(ROOT, ROOT + "="),
    "another dash": NOTE.replace("—", "-"),
    "signs without width": "\u200b".join(NOTE),
    "half": NOTE[: len(NOTE) // 2],
}


def alone(text: str) -> list[str]:
    """Return the notes that the verifier of a bundle finds, put together again."""
    found = verifier.checkpoints_in(text.encode(errors="surrogatepass"))
    return [
        one.text + "\n" + "".join(f"— {name} {value}\n" for name, value in one.signatures)
        for one in dict.fromkeys(found)
    ]


def together(text: str) -> list[str]:
    """Return those that the program finds, which reads a file as the verifier does."""
    return notes_in(text.encode(errors="surrogatepass").decode(errors="replace"))


@pytest.mark.parametrize("which", TEXTS)
def test_both_find_the_same(which: str) -> None:
    assert alone(TEXTS[which]) == together(TEXTS[which])


def test_some_are_found() -> None:
    found = {which for which, text in TEXTS.items() if alone(text)}
    assert {"as it is", "quoted", "quoted, CR", "quoted, wrapped", "two", "a name of 800"} <= found
    assert not found & {"another key alone", "half", "size 012"}


@seed(20200319)
@settings(max_examples=300, deadline=None, database=None)
@given(st.data())
def test_both_find_the_same_in_what_was_cut_and_joined(data: st.DataObject) -> None:
    pieces = st.sampled_from([*TEXTS.values(), KEY.name, ROOT, VALUE, "—", "=", "\n> ", "1"])
    cut = st.builds(
        lambda piece, begin, end: piece[begin : len(piece) - end],
        pieces,
        st.integers(0, 50),
        st.integers(0, 50),
    )
    text = "".join(data.draw(st.lists(cut | pieces, min_size=1, max_size=5)))
    assert alone(text) == together(text)
