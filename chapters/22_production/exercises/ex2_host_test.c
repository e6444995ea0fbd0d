/* The tests of exercise 22.2. */
#include "ex2_host.h"

#include <criterion/criterion.h>

static void answers(const char *host, const char *name, bool wanted, const char *why)
{
    cr_assert(host_is(host, name) == wanted, "Host: %s, and the server is %s: %s. %s", host, name,
              wanted ? "let it in" : "keep it out", why);
}

Test(host, its_own_name)
{
    answers("localhost", "localhost", true, "That is its name");
    answers("localhost:8000", "localhost", true, "A port may follow");
    answers("localhost:8", "localhost", true, "One digit is a port");
    answers("127.0.0.1:80", "127.0.0.1", true, "A number is a name, too");
    answers("bears.example.org:65535", "bears.example.org", true, "Five digits are a port");
}

Test(host, capital_letters)
{
    answers("LocalHost:8000", "localhost", true, "Names on the web have no capitals");
}

Test(host, longer_names)
{
    answers("localhost.evil.example", "localhost", false, "This name belongs to the owner of evil.example");
    answers("localhost-evil.example:8000", "localhost", false, "It only begins like ours");
}

Test(host, other_names)
{
    answers("evil.example", "localhost", false, "Another name");
    answers("local", "localhost", false, "Half a name is another name");
    answers("", "localhost", false, "No name is no name");
    answers("evil.example/localhost", "localhost", false, "Ours must stand at the beginning");
}

Test(host, what_follows)
{
    answers("localhost:", "localhost", false, "A colon without a port");
    answers("localhost:80@evil.example", "localhost", false, "A port is digits and nothing else");
    answers("localhost:123456", "localhost", false, "No port has six digits");
    answers("localhost ", "localhost", false, "Nothing may follow");
}
