"""Database objects that migrations of this app make by hand."""

# Roles belong to the whole server, so several databases being made at once may race for one name.
MAKE_PURGE_ROLE = """
DO $$
BEGIN
    CREATE ROLE clubs_purge NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role clubs_purge is missing and may not be made by %', current_user
            USING HINT = 'As the administrator: CREATE ROLE clubs_purge; GRANT clubs_purge TO this user.';
END
$$;
DO $$
BEGIN
    EXECUTE format('GRANT clubs_purge TO %I', current_user);
EXCEPTION
    WHEN unique_violation OR internal_error THEN NULL;
END
$$;
"""
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "cube", "earthdistance")
