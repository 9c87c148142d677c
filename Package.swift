// swift-tools-version: 6.1
import PackageDescription

// The house: a target may depend only on targets of a lower floor.
// `Tests/HouseTests` reads this manifest and checks it.

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "graft",
  products: [
    .executable(name: "graft", targets: ["graft"]),
    .library(
      name: "Graft",
      targets: [
        "Backbones", "Datasets", "Evaluation", "EventFiles", "Graphs", "Images", "Kernels", "Runs",
        "Tensors",
        "Training", "WeightFiles", "Workbench", "Workers",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Floor 0: C libraries, and the bytes that travel inside the program.
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "COpenMP"),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CPixels"),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
    .systemLibrary(
      name: "CFontconfig", pkgConfig: "fontconfig", providers: [.apt(["libfontconfig-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
    .target(name: "CLoops"),
    .target(
      name: "CEmbedded",
      cSettings: [
        .headerSearchPath("../../pretrained"), .headerSearchPath("../../augmentations"),
        .headerSearchPath("../../pages"),
      ]),

    // Floor 1
    .target(name: "Embedded", dependencies: ["CEmbedded"]),
    .target(name: "Files"),
    .target(name: "Names"),
    .target(name: "Tensors", dependencies: ["CLoops"]),
    .target(name: "Workers", dependencies: ["COpenMP"]),

    // Floor 2
    .target(
      name: "EventFiles", dependencies: ["Files", protobuf],
      exclude: ["Schema/events.proto", "Schema/generate.sh"]),
    .target(name: "Kernels", dependencies: ["CLoops", "COneDNN", "COpenBLAS", "Tensors"]),
    .target(
      name: "Images",
      dependencies: [
        "CFontconfig", "CFreeType", "CJPEG", "CPNG", "CPixels", "CWebP", "Embedded", "Files",
        "Names", "Tensors", yams,
      ]),
    .target(name: "WeightFiles", dependencies: ["CZlib", "Files", "Tensors"]),

    // Floor 3
    .target(name: "Graphs", dependencies: ["Kernels", "Tensors", "Workers"]),
    .target(name: "Datasets", dependencies: ["CZlib", "Files", "Tensors", crypto]),

    .target(name: "Charts", dependencies: ["Images"]),

    // Floor 4
    .target(
      name: "Backbones",
      dependencies: [
        "Embedded", "Files", "Graphs", "Images", "Names", "Tensors", "WeightFiles", crypto,
      ]),
    .target(name: "Evaluation", dependencies: ["Kernels", "Tensors"]),

    // Floor 5
    .target(
      name: "Training",
      dependencies: [
        "Evaluation", "Files", "Graphs", "Kernels", "Names", "Tensors", "WeightFiles", "Workers",
        crypto,
      ]),

    .target(name: "Runs", dependencies: ["Datasets", "Files", crypto, grdb]),

    // Floor 7
    .target(
      name: "Workbench",
      dependencies: [
        "Backbones", "Charts", "Datasets", "Embedded", "Evaluation", "EventFiles", "Files",
        "Graphs", "Images",
        "Kernels", "Names", "Runs", "Tensors", "Training", "WeightFiles", "Workers", crypto, yams,
      ]),

    // Floor 8
    .executableTarget(
      name: "graft",
      dependencies: [
        "Backbones", "Datasets", "Files", "Graphs", "Images", "Names", "Runs", "Training",
        "Workbench", "Workers", argumentParser, yams,
      ]),

    .executableTarget(
      name: "graft-bench",
      dependencies: [
        "Backbones", "Datasets", "Files", "Graphs", "Images", "Kernels", "Tensors", "Training",
        "Workbench",
        "Workers",
      ],
      path: "Benchmarks/graft-bench"),

    .testTarget(name: "HouseTests"),
    .testTarget(name: "NamesTests", dependencies: ["Names"]),
    .testTarget(name: "EventFilesTests", dependencies: ["EventFiles", "Files"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(name: "TensorsTests", dependencies: ["CLoops", "Tensors"]),
    .testTarget(name: "WorkersTests", dependencies: ["Workers"]),
    .testTarget(name: "KernelsTests", dependencies: ["CLoops", "Kernels", "Tensors"]),
    .testTarget(
      name: "ImagesTests", dependencies: ["Embedded", "Files", "Images", "Tensors"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "WeightFilesTests", dependencies: ["Files", "WeightFiles", "Tensors"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "GraphsTests", dependencies: ["Graphs", "Kernels", "Tensors", "Workers"]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Files", "Tensors"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "BackbonesTests",
      dependencies: [
        "Backbones", "Embedded", "Files", "Graphs", "Kernels", "Tensors", "WeightFiles", "Workers",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "Tensors"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Backbones", "Evaluation", "Files", "Graphs", "Kernels", "Names", "Tensors", "Training",
        "WeightFiles", "Workers",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts", "Images"]),
    .testTarget(name: "RunsTests", dependencies: ["Runs", crypto, grdb]),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: [
        "Backbones", "Datasets", "Evaluation", "Files", "Graphs", "Images", "Kernels", "Names",
        "Runs", "Tensors", "Training", "WeightFiles", "Workbench", "Workers",
      ]),
    .testTarget(name: "GraftTests", dependencies: ["graft"]),
  ],
  swiftLanguageModes: [.v6]
)
