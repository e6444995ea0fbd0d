# How to compile: flags by compiler, ARCH, MODE and system. Included by the Makefile.

# No -ffast-math anywhere: same seed, same bits.

CPPFLAGS := -Ilib -I. -D_GNU_SOURCE
CFLAGS   := -std=c17 -g -Wall -Wextra -Wshadow -Wstrict-prototypes $(if $(WERROR),-Werror)
LDFLAGS  :=
LDLIBS   := -ljansson

# sqrtf need not set errno, and no floating-point trap is ever enabled: without these two promises loops with roots and
# comparisons are not vectorised. No result changes.
CFLAGS += -fno-math-errno -fno-trapping-math

OPTIMIZE_fast := -O3
OPTIMIZE_safe := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS  += $(OPTIMIZE_$(MODE))
LDFLAGS += $(OPTIMIZE_$(MODE))

ifeq ($(SYSTEM)-$(shell uname -m),Darwin-arm64)
CFLAGS += -mcpu=$(ARCH)
else
CFLAGS += -march=$(ARCH)
endif

# Multiplications and additions are fused. gcc does so with -std=c17 only if told to; then the bits are the same on
# every processor that has the same instructions: tuned for AMD's Zen, gcc would split some multiply-adds in two.
# clang keeps to single expressions: what it fuses across them depends on what else a function computes.
# Left alone, clang uses half of a 512-bit register. At -O1 it warns of loops that it did not vectorise.
ifeq ($(CLANG),)
CFLAGS += -ffp-contract=fast --param=avoid-fma-max-bits=0
else
CFLAGS += -ffp-contract=on -Wno-pass-failed
ifneq ($(filter x86_64 amd64,$(shell uname -m)),)
CFLAGS += -mprefer-vector-width=512
endif
endif

# Apple's clang knows OpenMP, but its driver does not: the run-time library is Homebrew's.
ifeq ($(SYSTEM),Darwin)
BREW := $(shell brew --prefix 2>/dev/null || echo /usr/local)
CPPFLAGS += -I$(BREW)/include -I$(BREW)/opt/libomp/include
CFLAGS   += -Xpreprocessor -fopenmp
LDFLAGS  += -L$(BREW)/lib -L$(BREW)/opt/libomp/lib
LDLIBS   += -lomp
else
CFLAGS   += -fopenmp
LDFLAGS  += -fopenmp
endif

# Parts that may be missing are told to the sources as HAVE_..., and are found by asking the compiler for their header.
# (Versions of make disagree about how a # is written inside $(shell).)
HASH := \#
COMMA := ,
have_header = $(shell printf '$(HASH)include <%s>\n' '$1' | $(CC) $(CPPFLAGS) -E -x c - >/dev/null 2>&1 && echo yes)

ifeq ($(call have_header,webp/decode.h),yes)
CPPFLAGS += -DHAVE_WEBP=1
LDLIBS   += -lwebp
endif

# Only programs that gather photos are linked with it.
ifeq ($(call have_header,curl/curl.h),yes)
CPPFLAGS  += -DHAVE_CURL=1
CURL_LIBS := -lcurl
endif

# Programs that serve pages are few: the others are linked as if it were not there.
ifeq ($(call have_header,microhttpd.h),yes)
CPPFLAGS += -DHAVE_MICROHTTPD=1
LDLIBS   += $(if $(filter Darwin,$(SYSTEM)),-lmicrohttpd,-Wl$(COMMA)--as-needed -lmicrohttpd -Wl$(COMMA)--no-as-needed)
endif

# OpenCL, for DEVICE=opencl: its header; the library is looked for when a program wants it. Without the header another
# file takes the place of those that use it.
OPENCL := $(call have_header,$(if $(filter Darwin,$(SYSTEM)),OpenCL/cl.h,CL/cl.h))
OPENCL_FILES := $(filter-out %/opencl_none.c,$(wildcard lib/kernels/opencl*.c))
ifeq ($(OPENCL),yes)
LDLIBS   += -ldl
LEFT_OUT := lib/kernels/opencl_none.c chapters/15_speed/gpu_none.c
else
LEFT_OUT := $(OPENCL_FILES) chapters/15_speed/gpu.c
endif

LDLIBS += -lm -lpthread
