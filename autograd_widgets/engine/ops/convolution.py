"""Convolution and pooling of images, (N, C, H, W)."""
