"""A town for `hotline demo`: scripted citizens and agents on real SIP and RTP, and what became of each call."""
