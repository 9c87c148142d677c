#include "CPNG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

struct source {
  const uint8_t *next;
  size_t left;
  jmp_buf escape;
  char *message;
  int is_out_of_memory;
};

static void leave(png_structp png, png_const_charp message) {
  struct source *source = png_get_error_ptr(png);
  snprintf(source->message, graft_png_message_size, "%s", message);
  longjmp(source->escape, 1);
}

// Warnings are about chunks that don't change a pixel: whatever does is an error (see below).
static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
  struct source *source = png_get_io_ptr(png);
  if (count > source->left) png_error(png, "the file ends early");
  memcpy(to, source->next, count);
  source->next += count;
  source->left -= count;
}

static png_voidp allocate(png_structp png, png_alloc_size_t count) {
  void *block = malloc(count);
  if (!block) ((struct source *)png_get_mem_ptr(png))->is_out_of_memory = 1;
  return block;
}

static void release(png_structp png, png_voidp block) {
  (void)png;
  free(block);
}

// Everything to 8 bits a channel (the upper byte of 16) and to RGB or RGBA.
static void ask_for_bytes(png_structp png, png_infop info, int with_alpha) {
  int color_type = png_get_color_type(png, info);
  png_set_strip_16(png);
  if (color_type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (color_type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (!(color_type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
  if (!with_alpha) {
    png_set_strip_alpha(png);
  } else if (png_get_valid(png, info, PNG_INFO_tRNS)) {
    png_set_tRNS_to_alpha(png);
  } else if (!(color_type & PNG_COLOR_MASK_ALPHA)) {
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
  }
}

static void read_pixels(
    png_structp png, png_infop info, uint8_t *pixels, uint32_t width, uint32_t height,
    int with_alpha) {
  // Text, colour profiles and the like are passed over without being unpacked.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_user_limits(png, width, height);
  png_set_benign_errors(png, 1);
  png_read_info(png, info);
  ask_for_bytes(png, info, with_alpha);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t stride = (size_t)width * (with_alpha ? 4 : 3);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height
      || png_get_rowbytes(png, info) != stride) {
    png_error(png, "the header and its chunks disagree");
  }
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < height; y++) png_read_row(png, pixels + y * stride, NULL);
  }
  png_read_end(png, NULL);
}

enum graft_png_result graft_png_decode(
    const uint8_t *bytes, size_t byte_count, uint8_t *pixels, uint32_t width, uint32_t height,
    int with_alpha, char *message) {
  struct source source = {.next = bytes, .left = byte_count, .message = message};
  // Volatile: both are read after `longjmp`.
  png_structp volatile png = NULL;
  png_infop volatile info = NULL;
  int failed = setjmp(source.escape);
  if (!failed) {
    png = png_create_read_struct_2(
        PNG_LIBPNG_VER_STRING, &source, leave, ignore, &source, allocate, release);
    info = png ? png_create_info_struct(png) : NULL;
    if (info) {
      png_set_read_fn(png, &source, read_bytes);
      read_pixels(png, info, pixels, width, height, with_alpha);
    }
  }
  int has_no_memory = !info || source.is_out_of_memory;
  png_structp made = png;
  png_infop made_info = info;
  if (made) png_destroy_read_struct(&made, &made_info, NULL);
  if (has_no_memory) return graft_png_out_of_memory;
  return failed ? graft_png_corrupt : graft_png_ok;
}

size_t graft_png_size_limit(uint32_t width, uint32_t height) {
  png_image image = {.version = PNG_IMAGE_VERSION, .format = PNG_FORMAT_RGB};
  image.width = width;
  image.height = height;
  // libpng counts a row in 31 bits and its own limit on a side is a million.
  if (width == 0 || height == 0 || width > PNG_USER_WIDTH_MAX || height > PNG_USER_HEIGHT_MAX) return 0;
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}

// libpng's simplified interface catches its own errors: no `longjmp` leaves it.
enum graft_png_result graft_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint8_t *bytes, size_t *byte_count,
    char *message) {
  png_image image = {.version = PNG_IMAGE_VERSION, .format = PNG_FORMAT_RGB};
  image.width = width;
  image.height = height;
  png_alloc_size_t count = *byte_count;
  int written = png_image_write_to_memory(&image, bytes, &count, 0, pixels, 0, NULL);
  if (!written) snprintf(message, graft_png_message_size, "%s", image.message);
  *byte_count = written ? count : 0;
  png_image_free(&image);
  return written ? graft_png_ok : graft_png_corrupt;
}
