// FreeType names its headers by macros, which a module map cannot.
#pragma once
#include <ft2build.h>
#include FT_FREETYPE_H
