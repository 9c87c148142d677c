import Foundation
import Testing

/// Pictures in the binary files of MNIST and CIFAR, made for a test: stripes whose direction is the label.
extension Photos {
  static let stripeClasses = 3

  private static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func stripes(_ index: Int, label: Int, side: Int) -> [UInt8] {
    (0..<side * side).map { pixel in
      let (x, y) = (pixel % side, pixel / side)
      let along = [x, y, x + y][label]
      return (along + index) / 4 % 2 == 0 ? UInt8(200 + index % 16) : UInt8(30 + index % 16)
    }
  }

  /// `mnist/`: for each of three digits `perClass` pictures to train on and two to test.
  func makeMNIST(perClass: Int = 8) throws {
    try make("mnist")
    for (name, count) in [("train", perClass * Self.stripeClasses), ("t10k", 6)] {
      let labels = (0..<count).map { $0 % Self.stripeClasses }
      let pictures = labels.enumerated().flatMap { index, label in
        Self.stripes(index, label: label, side: 28)
      }
      let header: [UInt8] = [0, 0, 8, 3] + [count, 28, 28].flatMap(Self.number)
      try write(Data(header + pictures), to: "mnist/\(name)-images-idx3-ubyte")
      let head: [UInt8] = [0, 0, 8, 1] + Self.number(count)
      try write(Data(head + labels.map { UInt8($0) }), to: "mnist/\(name)-labels-idx1-ubyte")
    }
  }

  /// `cifar-10-batches-bin/`: cats, dogs and frogs, six of each to train on and two to test.
  func makeCIFAR() throws {
    try make("cifar-10-batches-bin")
    for (name, count) in [("data_batch_1", 9), ("data_batch_2", 9), ("test_batch", 6)] {
      var bytes: [UInt8] = []
      for index in 0..<count {
        let label = index % Self.stripeClasses
        let plane = Self.stripes(index, label: label, side: 32)
        bytes += [[3, 5, 6][label]] + plane + plane.map { 255 - $0 } + plane.map { $0 / 2 }
      }
      try write(Data(bytes), to: "cifar-10-batches-bin/\(name).bin")
    }
    try write(
      "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n",
      to: "cifar-10-batches-bin/batches.meta.txt")
  }

  /// Runs a program of the distribution here.
  func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
