package main_test

import (
	"os"
	"regexp"
	"runtime"
	"testing"
)

func TestServeUsesOneProcessorUntilItHashes(t *testing.T) {
	t.Parallel()
	if runtime.NumCPU() == 1 || os.Getenv("GOMAXPROCS") != "" {
		t.Skip("needs two processors, and GOMAXPROCS not to be set")
	}
	m := measure(t)
	used := func() string {
		return regexp.MustCompile(`go_sched_gomaxprocs_threads (\d+)`).FindStringSubmatch(m.scrape())[1]
	}
	until(t, func() bool { // on a busy machine, requests wait for a processor
		request(t, "GET", m.base+"/ok", "", "")
		return used() == "1"
	})
	until(t, func() bool { // a second after a hash, one may be enough again
		request(t, "POST", m.base+"/sign-in/email", adaSignsUp, "")
		return used() != "1"
	})
}
