"""The annotation domain: model, anchors, store, codebook and interchange formats."""
