import Backbones
import Datasets
import Evaluation
import Files
import Glibc
import Graphs
import Images
import Kernels
import Runs
import Tensors
import Training
import WeightFiles
import Workers

/// What went wrong, for whoever started the program: a message and an exit code.
///
/// The codes are those of `sysexits.h` where it has one for the matter.
public struct Failure: Error {
  public enum Code: Int32, Sendable {
    case usage = 64
    case malformedInput = 65
    case nothingThere = 66
    case downloadFailed = 69
    case diverged = 70
    case outOfMemory = 71
    case cannotWrite = 73
    case interrupted = 130
  }

  public let code: Code
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Classifies any error of the lower floors.
  public init(_ error: any Error) {
    self.init(
      Self.code(of: error),
      (error as? Failure)?.message ?? (error is CancellationError ? "interrupted" : "\(error)"))
  }

  private static func code(of error: any Error) -> Code {
    switch error {
    case let failure as Failure: failure.code
    case is CancellationError: .interrupted
    case let error as FileError: code(of: error)
    case let error as DatasetError: code(of: error)
    case let error as WorkbenchError: code(of: error)
    case let error as BackboneError: code(of: error)
    case let error as ImageError: code(of: error)
    case let error as GraphError: code(of: error)
    case let error as TrainingError: code(of: error)
    case let error as KernelError: code(of: error)
    case let error as WeightFileError: code(of: error)
    case is WeightMismatch: .malformedInput
    case let error as FeatureCacheError: code(of: error)
    case let error as CheckpointError: code(of: error)
    case let error as EvaluationError: code(of: error)
    case let error as RunStoreError: code(of: error)
    case is TensorError, is WorkersError: .outOfMemory
    default: .malformedInput
    }
  }

  private static func code(of error: FileError) -> Code {
    switch error {
    case .missing: .nothingThere
    case .cannotWrite: .cannotWrite
    case .cannotRead, .unexpectedEnd: .malformedInput
    }
  }

  private static func code(of error: DatasetError) -> Code {
    if case .file(let file) = error { return code(of: file) }
    return switch error.category {
    case .usage: .usage
    case .malformed: .malformedInput
    case .nothingThere: .nothingThere
    }
  }

  private static func code(of error: WorkbenchError) -> Code {
    switch error {
    case .invalidSetting, .noValidation, .flatSweep, .notComparable: .usage
    case .notAModel, .notARun, .otherData, .otherWeights, .notAFinishedRun, .unreadableImages,
      .groupDivided, .otherClasses, .changedData:
      .malformedInput
    case .outputExists, .cannotMake: .cannotWrite
    case .overMemoryLimit: .outOfMemory
    case .noImages, .noBackboneBeforeTraining: .nothingThere
    case .sweepNotFinite, .sweepTooShort: .diverged
    }
  }

  private static func code(of error: BackboneError) -> Code {
    switch error {
    case .unknownArchitecture, .unknownCard, .freezing: .usage
    case .weightsNotHere: .nothingThere
    case .invalidCard, .notEmbedded, .wrongSize: .malformedInput
    case .notDownloadable, .wrongHash, .unsupportedAddress, .httpStatus, .connectionCut, .tooLarge,
      .insecureRedirect, .downloadUnderWay:
      .downloadFailed
    }
  }

  private static func code(of error: ImageError) -> Code {
    switch error {
    case .unknownPolicy, .invalidPreprocessing: .usage
    case .outOfMemory: .outOfMemory
    default: .malformedInput
    }
  }

  private static func code(of error: GraphError) -> Code {
    switch error {
    case .unknownStage, .unsupportedPrecision: .usage
    default: .malformedInput
    }
  }

  private static func code(of error: TrainingError) -> Code {
    switch error {
    case .invalidSetting: .usage
    case .noItems: .nothingThere
    case .diverged: .diverged
    case .notFinite, .otherState: .malformedInput
    }
  }

  private static func code(of error: KernelError) -> Code {
    switch error {
    case .outOfMemory: .outOfMemory
    case .unsupported, .failed: .usage
    }
  }

  private static func code(of error: WeightFileError) -> Code {
    switch error {
    case .cannotStore: .cannotWrite
    case .unrecognized, .truncated, .damaged, .unsupported, .forbidden, .tooLarge: .malformedInput
    }
  }

  private static func code(of error: FeatureCacheError) -> Code {
    switch error {
    case .file(let error): code(of: error)
    case .limitReached, .diskFull: .cannotWrite
    case .badDescription: .malformedInput
    }
  }

  private static func code(of error: CheckpointError) -> Code {
    switch error {
    case .noneIntact(_, let problems) where problems.isEmpty: .nothingThere
    case .unwritableState: .cannotWrite
    case .notACheckpoint, .wrongChecksum, .unknownFormat, .unreadableState, .noneIntact:
      .malformedInput
    }
  }

  private static func code(of error: RunStoreError) -> Code {
    switch error {
    case .noFolder, .missing: .nothingThere
    case .notARun: .malformedInput
    case .running, .holdsRuns, .notLockable, .cannotDelete: .cannotWrite
    }
  }

  private static func code(of error: EvaluationError) -> Code {
    switch error {
    case .noItems: .nothingThere
    case .notAProbability(_, _, let value) where !value.isFinite: .diverged
    case .countMismatch, .labelOutOfRange, .notAProbability, .rowDoesNotSumToOne,
      .costsAreNotSquare, .costIsNotFinite:
      .malformedInput
    }
  }
}
