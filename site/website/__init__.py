"""The site: settings, pages, and screens that join several apps."""
