/* Chapter 22, production. */
#include "lib.h"

#include "serve.h"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "serve") == 0)
        return serve(argc - 1, argv + 1);
    return finish("22_production");
}
