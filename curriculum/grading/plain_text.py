"""Text from pupils' code made fit for a database and a page. No Django here."""


def plain_text(text: str) -> str:
    """`text` without NUL, lone surrogates and control signs; new lines and tabs stay."""
    if text.replace("\n", "").replace("\t", "").isprintable():  # nearly always
        return text
    readable = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(sign for sign in readable if sign in "\n\t" or sign.isprintable())
