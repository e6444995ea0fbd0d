# How each file is made from others. Included by the Makefile, which says what there is to make.

# These two files change only when their text does: objects depend on the flags, programs on the list of sources.
FLAGS   := $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(LDLIBS)
SOURCES := $(LIB_SRC) $(DECODER_SRC) $(VERIFY_SRC) $(PRETRAIN_SRC) $(DRAW_SRC) $(GATHER_SRC) $(SUPPORT_SRC) $(sort $(wildcard chapters/*/*.c tests/*/*.c tests/*/*/*.c))
keep_text = @mkdir -p $(@D) && printf '%s\n' '$1' | cmp -s - $@ || printf '%s\n' '$1' > $@

$(BUILD)/flags: FORCE
	$(call keep_text,$(FLAGS))

$(BUILD)/sources: FORCE
	$(call keep_text,$(SOURCES))

# What does not compile leaves no older object behind either.
$(OBJ)/%.o: %.c $(BUILD)/flags | setup
	@mkdir -p $(@D)
	$(SHOW) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $< || { rm -f $@; exit 1; }

# stb counts on sums and shifts that wrap around.
$(OBJ)/lib/vision/stb.o: CFLAGS += -fno-sanitize=undefined -fwrapv

# Drawn bears are the same bytes on every machine, so no fused multiply-add for them.
$(OBJ)/datasets/%.o: CFLAGS += -ffp-contract=off

# The pages that programs serve are part of the library.
PAGES := $(sort $(wildcard lib/web/pages/*))

$(OBJ)/lib/web/embedded.c: $(PAGES) tools/embed
	@mkdir -p $(@D)
	@tools/embed $(PAGES) >$@

$(OBJ)/lib/web/embedded.o: $(OBJ)/lib/web/embedded.c lib/web/pages.h $(BUILD)/flags
	$(SHOW) CC 'lib/web/pages/*'
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# The OpenCL kernels travel in the library as text, one name and one string for a file.
CL_TEXT := $(if $(filter yes,$(OPENCL)),$(OBJ)/opencl_source.o)

$(BUILD)/opencl_source.c: $(CL_SRC) tools/rules.mk
	@mkdir -p $(@D)
	$(SHOW) TEXT $@
	$(Q){ echo 'typedef struct OpenclSource { const char *name, *text; } OpenclSource;'; \
	    echo 'extern const OpenclSource opencl_sources[];'; echo 'const OpenclSource opencl_sources[] = {'; \
	    for f in $(CL_SRC); do echo "    {\"$${f##*/}\","; sed 's/[\\"]/\\&/g; s/.*/    "&\\n"/' $$f; echo '    },'; done; \
	    echo '    {0, 0}};'; } > $@

$(OBJ)/opencl_source.o: $(BUILD)/opencl_source.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(SHOW) CC $<
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

$(LIB): $(LIB_SRC:%.c=$(OBJ)/%.o) $(if $(PAGES),$(OBJ)/lib/web/embedded.o) $(CL_TEXT) $(BUILD)/sources
	$(SHOW) AR $@
	$(Q)ar rcs $@.$$$$ $(filter %.o,$^) && mv $@.$$$$ $@

# $(call program,binary,sources,extra libraries): one program out of its sources and the library. Whatever loads pictures
# starts the program that decodes them.
define program
$1: $(patsubst %.c,$(OBJ)/%.o,$2) $(LIB) $(BUILD)/sources $(if $(filter-out $(DECODER),$1),| $(DECODER))
	@mkdir -p $$(@D)
	$(SHOW) LD $$@
	$(Q)$(CC) $(LDFLAGS) -o $$@ $$(filter %.o,$$^) $(LIB) $3 $(LDLIBS)
endef

# $(call chapter,02_tensors): the program of a chapter, and `make ch02` to run it.
define chapter
.PHONY: ch$(firstword $(subst _, ,$1))
ch$(firstword $(subst _, ,$1)): $(BUILD)/chapters/$1
	@$(BUILD)/chapters/$1 $$(ARGS) $$(QUICKLY)
endef

$(foreach c,$(CHAPTERS),$(eval $(call program,$(BUILD)/chapters/$c,$(filter-out $(LEFT_OUT),$(wildcard chapters/$c/*.c)))))
$(foreach c,$(CHAPTERS),$(eval $(call chapter,$c)))
$(foreach t,$(ALL_TESTS),$(eval $(call program,$(BUILD)/tests/$t,$(wildcard tests/$t/*.c) $(SUPPORT_SRC),-lcriterion $(CURL_LIBS))))
$(foreach t,$(HARNESS),$(eval $(call program,$(BUILD)/harness/$t,tests/harness/$t.c,-lcriterion)))
$(foreach b,$(ALL_BENCHES),$(eval $(call program,$(BUILD)/bench/$b,tests/bench/$b.c $(REFERENCE_SRC))))
$(eval $(call program,$(DECODER),$(DECODER_SRC)))
$(eval $(call program,$(VERIFY),$(VERIFY_SRC)))
$(eval $(call program,$(PRETRAIN),$(PRETRAIN_SRC)))
$(if $(DRAW),$(eval $(call program,$(DRAW),$(DRAW_SRC))))
$(eval $(call program,$(GATHER),$(GATHER_SRC),$(CURL_LIBS)))

-include $(patsubst %.c,$(OBJ)/%.d,$(SOURCES))
