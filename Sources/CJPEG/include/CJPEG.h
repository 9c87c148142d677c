// libjpeg behind two calls: its errors leave by `longjmp`, which Swift must never see.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { graft_jpeg_message_size = 200 };

enum graft_jpeg_result {
  graft_jpeg_ok = 0,
  graft_jpeg_corrupt = 1,
  graft_jpeg_out_of_memory = 2,
};

/// Decodes a whole JPEG into `pixels`: rows of RGB triples without gaps.
///
/// Width and height are the header's; a file that says otherwise to libjpeg is refused. With a `reduction` of 2, 4
/// or 8 so many pixels either way become one, those at the right and lower edge also where fewer are left. `message`
/// has room for `graft_jpeg_message_size` bytes and is filled on failure.
enum graft_jpeg_result graft_jpeg_decode(
    const uint8_t *bytes, size_t byte_count, uint8_t *pixels, uint32_t width, uint32_t height,
    uint32_t reduction, char *message);

/// Encodes `height` rows of `width` RGB triples without gaps as a baseline JPEG with colours at half resolution.
///
/// `quality` is 1 to 100. On success `*bytes` is a block of `*byte_count` bytes that the caller frees with `free`.
enum graft_jpeg_result graft_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality, uint8_t **bytes,
    size_t *byte_count, char *message);
