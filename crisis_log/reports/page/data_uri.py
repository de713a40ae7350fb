"""What a page holds in itself."""

from base64 import b64encode


def data_uri(media_type: str, content: bytes) -> str:
    """Return bytes as a `data:` URI."""
    return f"data:{media_type};base64,{b64encode(content).decode()}"
