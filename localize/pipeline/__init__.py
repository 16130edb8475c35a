"""The pipeline: from media files to tracks, doing only what is missing."""
