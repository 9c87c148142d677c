#define GRAFT_FORM(name) name##_plain
#define GRAFT_TARGET
#include "colors.h"
