import Testing

@testable import Images

@Suite struct AugmentationSidesTests {
  @Test func nothingIsMirroredWhereClassesDifferBySide() throws {
    let policy = try AugmentationPolicy.named("standard")
    let (safe, leftOut) = policy.keepingSides(of: ["Turn left", "straight", "turn-right"])
    #expect(
      leftOut == [
        .init(operation: .horizontalFlip, classes: ["Turn left", "turn-right"])
      ])
    #expect(safe.operations == policy.operations.filter { $0.kind != .horizontalFlip })
    #expect(safe != policy)
  }

  @Test func whatHasNoUpperSideLosesFlipsAndFullTurns() throws {
    let policy = try AugmentationPolicy.named("top-down")
    let (safe, leftOut) = policy.keepingSides(of: ["upper_jaw", "lower_jaw"])
    #expect(leftOut.map(\.operation) == [.rotate, .verticalFlip])
    #expect(safe.operations.map(\.kind) == [.horizontalFlip, .scale, .brightness, .contrast])
  }

  @Test(
    arguments: [
      ["cat", "dog"], ["left", "centre"], ["bright", "leftover"], ["upright", "downtown"],
    ]) func otherClassesLeaveThePolicyAsItIs(classes: [String]) throws
  {
    for name in AugmentationPolicy.names {
      let policy = try AugmentationPolicy.named(name)
      let (safe, leftOut) = policy.keepingSides(of: classes)
      #expect(safe == policy && leftOut.isEmpty)
    }
  }
}
