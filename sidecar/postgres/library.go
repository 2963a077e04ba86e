package postgres

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// linkLibraries makes the links to libraries that npm's package cannot carry and a script makes after its
// installation, which many people forbid. They go into our folder, as the package may not be ours to change.
// It returns the search path for them, "" when nothing is missing: a library found by our link looks for its own
// libraries beside the link, so the package's folder is on it too.
func (h *home) linkLibraries(binaries string) (string, error) {
	native := filepath.Dir(binaries)
	content, err := os.ReadFile(filepath.Join(native, "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(content, &links); err != nil {
		return "", err
	}
	path := ""
	for _, link := range links {
		if exists(filepath.Join(filepath.Dir(native), link.Target)) {
			continue
		}
		if err := h.root.Mkdir("lib", 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		path = h.join("lib") + ":" + filepath.Join(native, "lib")
		name := filepath.Join("lib", filepath.Base(link.Target))
		if err := h.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if err := h.root.Symlink(filepath.Join(filepath.Dir(native), link.Source), name); err != nil {
			return "", err
		}
	}
	return path, nil
}
