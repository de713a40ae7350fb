-- Which groups may record facts of which kinds: those of this version.

DELETE FROM may;
INSERT INTO may VALUES @may@;
