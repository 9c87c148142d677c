#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

// A progressive file may hold thousands of scans of a few bytes each, and every one costs a pass
// over the whole image. Encoders write about ten.
enum { maximum_scan_count = 200 };

struct failure {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
  char *message;
};

static void leave(j_common_ptr info) {
  struct failure *failure = (struct failure *)info->err;
  char text[JMSG_LENGTH_MAX];
  failure->manager.format_message(info, text);
  snprintf(failure->message, graft_jpeg_message_size, "%s", text);
  longjmp(failure->escape, 1);
}

// A warning means that libjpeg made pixels up, except for these, which leave every pixel as written.
static void warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
      return;
    default:
      leave(info);
  }
}

static void limit_scans(j_common_ptr info) {
  if (((j_decompress_ptr)info)->input_scan_number <= maximum_scan_count) return;
  struct failure *failure = (struct failure *)info->err;
  snprintf(
      failure->message, graft_jpeg_message_size, "more than %d progressive scans",
      maximum_scan_count);
  longjmp(failure->escape, 1);
}

// a · b / 255, rounded, for bytes.
static inline int scaled(int a, int b) {
  int product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// CMYK in a JPEG is stored inverted, as Adobe does and as Pillow takes all such files.
static void rgb_from_inverted_cmyk(const uint8_t *cmyk, uint8_t *rgb, uint32_t width) {
  for (uint32_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
    int light = cmyk[3];
    for (int channel = 0; channel < 3; channel++) {
      rgb[channel] = (uint8_t)(light - scaled(255 - cmyk[channel], light));
    }
  }
}

enum graft_jpeg_result graft_jpeg_decode(
    const uint8_t *bytes, size_t byte_count, uint8_t *pixels, uint32_t width, uint32_t height,
    uint32_t reduction, char *message) {
  struct jpeg_decompress_struct info;
  struct failure failure;
  struct jpeg_progress_mgr progress = {.progress_monitor = limit_scans};
  memset(&info, 0, sizeof info);
  info.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = leave;
  failure.manager.emit_message = warn;
  failure.message = message;
  if (setjmp(failure.escape)) {
    int code = failure.manager.msg_code;
    jpeg_destroy_decompress(&info);
    return code == JERR_OUT_OF_MEMORY ? graft_jpeg_out_of_memory : graft_jpeg_corrupt;
  }
  jpeg_create_decompress(&info);
  info.progress = &progress;
  jpeg_mem_src(&info, bytes, byte_count);
  jpeg_read_header(&info, TRUE);
  if (info.image_width != width || info.image_height != height) {
    snprintf(message, graft_jpeg_message_size, "two frame headers that disagree about the size");
    longjmp(failure.escape, 1);
  }
  info.scale_num = 1;
  info.scale_denom = reduction;
  width = (width + reduction - 1) / reduction;
  height = (height + reduction - 1) / reduction;
  int is_cmyk = info.num_components == 4;
  info.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&info);
  if (info.output_width != width || info.output_height != height) {
    snprintf(message, graft_jpeg_message_size, "cannot be reduced by %u", reduction);
    longjmp(failure.escape, 1);
  }
  JSAMPARRAY cmyk =
      is_cmyk ? info.mem->alloc_sarray((j_common_ptr)&info, JPOOL_IMAGE, width * 4, 1) : NULL;
  while (info.output_scanline < height) {
    JSAMPROW row = pixels + (size_t)info.output_scanline * width * 3;
    if (is_cmyk) {
      jpeg_read_scanlines(&info, cmyk, 1);
      rgb_from_inverted_cmyk(cmyk[0], row, width);
    } else {
      jpeg_read_scanlines(&info, &row, 1);
    }
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return graft_jpeg_ok;
}

enum graft_jpeg_result graft_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality, uint8_t **bytes,
    size_t *byte_count, char *message) {
  struct jpeg_compress_struct info;
  struct failure failure;
  // Volatile: read after a jump, when registers are those of `setjmp`.
  unsigned char *volatile buffer = NULL;
  unsigned char *written = NULL;
  unsigned long size = 0;
  memset(&info, 0, sizeof info);
  info.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = leave;
  failure.message = message;
  if (setjmp(failure.escape)) {
    int code = failure.manager.msg_code;
    jpeg_destroy_compress(&info);
    free(buffer);
    return code == JERR_OUT_OF_MEMORY ? graft_jpeg_out_of_memory : graft_jpeg_corrupt;
  }
  // With room for the worst case from the start libjpeg never moves the block.
  size = (unsigned long)width * height * 4 + 65536;
  buffer = written = malloc(size);
  if (!written) return graft_jpeg_out_of_memory;
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &written, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)info.next_scanline * width * 3);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  *bytes = written;
  *byte_count = size;
  return graft_jpeg_ok;
}
