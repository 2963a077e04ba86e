package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/joho/godotenv"

	"neonauth/sidecar/config"
)

// An envFile is a file with variables, which the environment and flags take precedence over.
type envFile struct {
	name      string // "": none was read
	variables map[string]string
	ignored   bool // there is one, but it is not for production
}

// envFileName is the file that is read in development, in the working directory.
const envFileName = ".env"

// longestEnvFile is more than any such file needs.
const longestEnvFile = 1 << 20

// production are the variables of which a server in production has at least one. Where one is set, a file that happens to
// lie in the working directory has no effect.
var production = []string{"DATABASE_URL", "NEONAUTH_MIGRATE_URL", "NEONAUTH_SECRET"}

// readEnvFile reads the file of NEONAUTH_ENV_FILE, or .env in development. It takes only neonauth's own variables from it,
// because such a file belongs to the whole app, and reports their names.
func (p *program) readEnvFile() error {
	name, asked := p.given("NEONAUTH_ENV_FILE"), true
	if name == "off" {
		return nil
	}
	if name == "" {
		name, asked = envFileName, false
	}
	if !asked && slices.ContainsFunc(production, func(variable string) bool { return p.given(variable) != "" }) {
		_, err := os.Stat(name)
		p.file.ignored = err == nil
		return nil
	}
	text, err := readOwn(name)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil
	}
	if err != nil {
		return err
	}
	text = strings.TrimPrefix(text, "\ufeff") // of editors on Windows
	found, err := godotenv.Unmarshal(text)
	if err != nil { // its message contains the line, and so perhaps a secret
		return problem{name + " cannot be read as lines NAME=value.", "Correct it, or start with NEONAUTH_ENV_FILE=off.", nil}
	}
	if lost := lostReferences(text, found); lost != "" {
		return problem{lost + " in " + name + " has a $ before letters or digits that name no variable of the file.", "Write the value in single quotes, so that it is taken as it is.", nil}
	}
	var entries, names []string
	for variable, value := range found {
		entries = append(entries, variable+"="+value)
	}
	slices.Sort(entries)
	if err := config.Check(entries); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p.file = envFile{name: name, variables: map[string]string{}}
	for _, v := range config.Variables {
		if found[v.Name] != "" && v.Name != "NEONAUTH_ENV_FILE" {
			p.file.variables[v.Name] = found[v.Name]
			names = append(names, v.Name)
		}
	}
	if !p.serves && len(names) > 0 { // serve logs it
		fmt.Fprintf(p.err, "neonauth: read %s from %s\n", list(names), printable(name))
	}
	return nil
}

// dollar stands for $ in a text whose variables must not be replaced.
const dollar = "\ue000"

var reference = regexp.MustCompile(dollar + `\{?([A-Z0-9_]+)`)

// lostReferences returns the first of neonauth's variables whose value lost a part, because it looked like the name of another
// variable, and the file has none of that name: often, a password has a $.
func lostReferences(text string, found map[string]string) string {
	escaped := strings.NewReplacer(`\$`, "\ue001", "$", dollar)
	raw, err := godotenv.Unmarshal(escaped.Replace(text))
	if err != nil {
		return ""
	}
	for _, v := range config.Variables {
		value := raw[v.Name]
		if strings.ReplaceAll(value, dollar, "$") == found[v.Name] {
			continue // nothing was replaced
		}
		for _, named := range reference.FindAllStringSubmatch(value, -1) {
			if _, ok := found[named[1]]; !ok {
				return v.Name
			}
		}
	}
	return ""
}

// readOwn reads a file that no other user of the machine can have written: in a shared folder, it would choose the database
// to which secrets go.
func readOwn(name string) (string, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe would block
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	foreign := known && int(owner.Uid) != os.Geteuid() && owner.Uid != 0
	switch {
	case !info.Mode().IsRegular() || info.Size() > longestEnvFile:
		return "", problem{name + " is not a file with variables.", "Set NEONAUTH_ENV_FILE to another file, or to off.", nil}
	case foreign || info.Mode().Perm()&0o002 != 0:
		return "", problem{name + " could have been written by another user of this machine, so it is not read.", "Make it yours (chown, chmod o-w), or set NEONAUTH_ENV_FILE=off.", nil}
	}
	text, err := io.ReadAll(file)
	return string(text), err
}

// explain adds to an error in a variable that the value is from the file.
func (f envFile) explain(err error) error {
	for variable := range f.variables {
		if strings.Contains(err.Error(), variable) {
			return fmt.Errorf("in %s: %w", f.name, err)
		}
	}
	return err
}

// report logs which variables were read, without their values, or that a file has no effect.
func (f envFile) report(log *slog.Logger) {
	names := []string{}
	for variable := range f.variables {
		names = append(names, variable)
	}
	slices.Sort(names)
	switch {
	case len(names) > 0:
		log.Info("read variables from a file", "file", f.name, "variables", strings.Join(names, " "))
	case f.ignored:
		log.Info("the file .env is not read, because the environment names a database or a secret: set NEONAUTH_ENV_FILE to read it")
	}
}
