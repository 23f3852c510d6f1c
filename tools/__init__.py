"""What the project's own files are made with; none of it is part of the package."""
