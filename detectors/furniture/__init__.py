"""What several kinds of furniture are told by: the words, shapes and company of short lines. No detectors."""
