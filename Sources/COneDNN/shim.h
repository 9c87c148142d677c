// oneDNN's C API. Graft is written against the operation descriptors of oneDNN 2.x; oneDNN 3.x
// removed them, and the AVX-512 Winograd convolution with them.
#pragma once
#include <oneapi/dnnl/dnnl_version.h>

#if DNNL_VERSION_MAJOR != 2
#error "Graft needs oneDNN 2.x (Debian 12 and Ubuntu 22.04 package it as libdnnl-dev); oneDNN 3.x is not supported yet."
#endif

#include <oneapi/dnnl/dnnl.h>
