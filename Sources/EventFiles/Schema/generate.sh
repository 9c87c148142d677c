#!/usr/bin/env bash
# Makes events.pb.swift of events.proto. Needs protoc (Debian's protobuf-compiler) and swift-protobuf's
# plugin, which `swift build --product protoc-gen-swift` makes in a checkout of the version in Package.swift:
#   PATH=.../swift-protobuf/.build/debug:$PATH Sources/EventFiles/Schema/generate.sh
# The result is committed: building the plugin takes longer than everything else here.
set -euo pipefail
cd "$(dirname "$0")"
protoc --swift_out=Visibility=Internal:. events.proto
