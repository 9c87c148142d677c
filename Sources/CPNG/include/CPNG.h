// libpng behind one call: its errors leave by `longjmp`, which Swift must never see.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { graft_png_message_size = 200 };

enum graft_png_result {
  graft_png_ok = 0,
  graft_png_corrupt = 1,
  graft_png_out_of_memory = 2,
};

/// Decodes a whole PNG into `pixels`: `height` rows of `width` pixels without gaps, each of 4 bytes
/// (RGBA, not premultiplied) if `with_alpha` is not 0, else of 3 (RGB, transparency ignored).
///
/// Width and height are the header's; a file that says otherwise to libpng is refused. `message` has
/// room for `graft_png_message_size` bytes and is filled on failure.
enum graft_png_result graft_png_decode(
    const uint8_t *bytes, size_t byte_count, uint8_t *pixels, uint32_t width, uint32_t height,
    int with_alpha, char *message);

/// The most bytes that `graft_png_encode` can write for a picture; 0 if it cannot write one of this size.
size_t graft_png_size_limit(uint32_t width, uint32_t height);

/// Encodes RGB pixels, `height` rows of `width` pixels of 3 bytes without gaps.
///
/// `bytes` has room for `*byte_count` bytes, as many as `graft_png_size_limit` says; `*byte_count` becomes what
/// was written. `message` has room for `graft_png_message_size` bytes and is filled on failure.
enum graft_png_result graft_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint8_t *bytes, size_t *byte_count,
    char *message);
