"""Rules about kinds of account that span two tables, so the database keeps them by trigger."""

import pgtrigger


def kind_never_changes() -> pgtrigger.Trigger:
    """A child's account never turns into an adult's, nor the other way round."""
    return pgtrigger.Trigger(
        name="kind_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind")),
        func="RAISE EXCEPTION 'kind of account never changes' USING ERRCODE = 'check_violation';",
    )


def must_be_kind(column: str, kind: str) -> pgtrigger.Trigger:
    """The user in ``column`` must be of this kind; null is let through."""
    return pgtrigger.Trigger(
        name=f"{column}_is_{kind}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        func=f"""
            IF NEW.{column} IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM people_user WHERE id = NEW.{column} AND kind = '{kind}'
            ) THEN
                RAISE EXCEPTION '{column} of % must be of kind {kind}', TG_TABLE_NAME
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - both words are ours
    )
