// Pulls and pushes as the command `oras` does, by its own library: oras pull|push HOST/REPOSITORY:TAG FOLDER
package main

import (
	"context"
	"fmt"
	"os"

	v1 "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/registry/remote"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "write: oras pull|push HOST/REPOSITORY:TAG FOLDER")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, command, place, folder string) error {
	repository, err := remote.NewRepository(place)
	if err != nil {
		return err
	}
	repository.PlainHTTP = true
	store, err := file.New(folder)
	if err != nil {
		return err
	}
	defer store.Close()
	tag := repository.Reference.Reference
	if command == "pull" {
		_, err = oras.Copy(ctx, repository, tag, store, tag, oras.DefaultCopyOptions)
		return err
	}
	if err := pack(ctx, store, tag); err != nil {
		return err
	}
	_, err = oras.Copy(ctx, store, tag, repository, tag, oras.DefaultCopyOptions)
	return err
}

// pack makes what the guidance for wasm in registries says: the component, and its facts as the config.
func pack(ctx context.Context, store *file.Store, tag string) error {
	config, err := store.Add(ctx, "config.json", "application/vnd.wasm.config.v0+json", "")
	if err != nil {
		return err
	}
	layer, err := store.Add(ctx, "journey.wasm", "application/wasm", "")
	if err != nil {
		return err
	}
	options := oras.PackManifestOptions{Layers: []v1.Descriptor{layer}, ConfigDescriptor: &config}
	manifest, err := oras.PackManifest(ctx, store, oras.PackManifestVersion1_1, "", options)
	if err != nil {
		return err
	}
	return store.Tag(ctx, manifest, tag)
}
