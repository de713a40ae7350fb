"""Files that go out, one module per format."""
