#include "paths.h"

#define GRAFT_PATH plain
#define GRAFT_WIDTH 4
#include "loops.h"
