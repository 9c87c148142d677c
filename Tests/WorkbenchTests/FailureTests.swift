import Backbones
import Evaluation
import Files
import Glibc
import Runs
import Testing
import Training
import WeightFiles

@testable import Workbench

@Suite("Exit codes")
struct FailureTests {
  static let codes: [(any Error & Sendable, Failure.Code)] = [
    (WeightFileError.unrecognized(path: "a", found: "b"), .malformedInput),
    (WeightFileError.cannotStore(path: "a", reason: "b", advice: "c"), .cannotWrite),
    (FeatureCacheError.diskFull(path: "a"), .cannotWrite),
    (FeatureCacheError.file(.missing(path: "a")), .nothingThere),
    (FeatureCacheError.badDescription("a"), .malformedInput),
    (CheckpointError.wrongChecksum(path: "a", expected: "b", found: "c"), .malformedInput),
    (CheckpointError.noneIntact(folder: "a", problems: ["b"]), .malformedInput),
    (CheckpointError.noneIntact(folder: "a", problems: []), .nothingThere),
    (CheckpointError.unwritableState(problem: "a"), .cannotWrite),
    (EvaluationError.noItems, .nothingThere),
    (EvaluationError.notAProbability(item: 0, class: 0, value: .nan), .diverged),
    (EvaluationError.rowDoesNotSumToOne(item: 0, sum: 2), .malformedInput),
    (
      BackboneError.connectionCut(address: "a", received: 0, total: nil, reason: "b"),
      .downloadFailed
    ),
    (BackboneError.httpStatus(address: "a", status: 404, advice: "b"), .downloadFailed),
    (FileError.cannotWrite(path: "a", code: ENOSPC), .cannotWrite),
    (RunStoreError.missing(path: "a", nearest: nil), .nothingThere),
    (RunStoreError.notARun(path: "a", problem: "b"), .malformedInput),
    (RunStoreError.running(path: "a", pid: nil), .cannotWrite),
    (CancellationError(), .interrupted),
    (WorkbenchError.sweepNotFinite(layer: "a"), .diverged),
    (WorkbenchError.sweepTooShort(steps: 1, from: 1, picture: "a"), .diverged),
    (WorkbenchError.flatSweep(from: 1, to: 2, picture: "a"), .usage),
  ]

  @Test("every error of a lower floor has its code", arguments: codes.indices)
  func code(index: Int) {
    let (error, code) = Self.codes[index]
    #expect(Failure(error).code == code)
  }

  @Test("weights that do not fit a network are malformed input")
  func mismatch() {
    #expect(
      Failure.code { try WeightMatching.match([:], expected: ["a": [1]], path: "b") }
        == .malformedInput)
  }

  @Test("a failure keeps its message, an interruption says so in words")
  func messages() {
    #expect(Failure(Failure(.usage, "as it is")).message == "as it is")
    #expect(Failure(CancellationError()).message == "interrupted")
  }
}
