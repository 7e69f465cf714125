"""Those who write lessons: how their programs reach the site, and what they propose."""
