"""A hotline under load and under faults, and every call's fate as four accounts tell it."""
