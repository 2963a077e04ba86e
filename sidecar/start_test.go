package main_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestInitialisationIsSmall holds the work that is done before main, which each command pays for: regular expressions,
// tables and registries at package level. It is counted in bytes, which do not depend on the machine.
func TestInitialisationIsSmall(t *testing.T) {
	t.Parallel()
	const (
		maxBytes    = 3_200_000 // of all packages
		maxOurBytes = 200_000   // of one of ours
	)
	version := command(t, build(t), "version")
	version.Env = plainEnvironment("GODEBUG=inittrace=1")
	output, err := version.CombinedOutput()
	if err != nil {
		t.Fatalf("%v %s", err, output)
	}
	sum := 0
	for _, match := range regexp.MustCompile(`(?m)^init (\S+) @.* (\d+) bytes, \d+ allocs$`).FindAllStringSubmatch(string(output), -1) {
		bytes, err := strconv.Atoi(match[2])
		if err != nil {
			t.Fatal(err)
		}
		if sum += bytes; strings.HasPrefix(match[1], "neonauth/") && bytes > maxOurBytes {
			t.Errorf("%s allocates %d bytes before main: do that when it is needed", match[1], bytes)
		}
	}
	if sum == 0 || sum > maxBytes {
		t.Errorf("%d bytes are allocated before main, at most %d are expected", sum, maxBytes)
	}
}
