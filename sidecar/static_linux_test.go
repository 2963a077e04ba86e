package main_test

import (
	"debug/elf"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"neonauth/sidecar/pgtest"
)

// `make build` makes one static binary that knows what it is, and serves from a folder with nothing else in it.
func TestStaticBinary(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(root, "neonauth")
	build := command(t, "make", "-C", "..", "build", "BIN="+program, "VERSION=v1.2.3", "COMMIT=0123abc", "TRIM=")
	build.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1700000000")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("make build: %v %s", err, output)
	}
	binary, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer binary.Close()
	for _, part := range binary.Progs {
		if part.Type == elf.PT_INTERP || part.Type == elf.PT_DYNAMIC {
			t.Error("the binary is linked dynamically")
		}
	}
	alone := func(arguments []string, environment ...string) *exec.Cmd {
		run := exec.Command("/neonauth", arguments...)
		run.Path, run.Dir, run.Env = "/neonauth", "/", environment
		run.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		if os.Geteuid() != 0 { // root of a namespace may change the root folder
			own := func(id int) []syscall.SysProcIDMap {
				return []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
			}
			run.SysProcAttr.Credential, run.SysProcAttr.Cloneflags = nil, syscall.CLONE_NEWUSER
			run.SysProcAttr.UidMappings, run.SysProcAttr.GidMappings = own(os.Getuid()), own(os.Getgid())
		}
		return run
	}
	output, err := alone([]string{"version", "--json"}).CombinedOutput()
	var version struct {
		Version, Commit, Date string
		Release               int
	}
	if err != nil || json.Unmarshal(output, &version) != nil || version.Version != "v1.2.3" || version.Commit != "0123abc" ||
		version.Date != "2023-11-14T22:13:20Z" || version.Release < 1 {
		t.Errorf("version: %v %s", err, output)
	}

	d := pgtest.Empty(t)
	if output, err := alone([]string{"migrate"}, "DATABASE_URL="+d.URL).CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v %s", err, output)
	}
	d.Serve(t)
	port := freePort(t)
	server := alone([]string{"serve"}, "DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_LISTEN=127.0.0.1:"+port)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		if err := server.Wait(); err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	base := "http://127.0.0.1:" + port
	until(t, func() bool { return isReady(base) })
	if got := request(t, "POST", base+"/"+d.Name+"/auth/sign-up/email", adaSignsUp, ""); got.status != 200 {
		t.Errorf("sign-up: %d %s", got.status, got.body)
	}
}
