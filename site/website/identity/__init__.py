"""The site as an OpenID provider for the hub, and the way out of both.

The hub learns one thing of a child: an opaque id. Signing out of the site ends the
hub's session too, first by revoking its token, then by passing through its logout.
"""
