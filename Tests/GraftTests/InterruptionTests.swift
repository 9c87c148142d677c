import Foundation
import Testing

@Suite struct InterruptionTests {
  private func interrupt(
    _ arguments: [String], in photos: Photos, after sign: String
  ) throws -> Command.Outcome {
    try Command.run(arguments, in: photos) { process, messages in
      // Ends also where the sign never comes: the expectations tell.
      for _ in 0..<1200 where process.isRunning && !messages().contains(sign) {
        Thread.sleep(forTimeInterval: 0.05)
      }
      process.interrupt()
      for _ in 0..<400 where process.isRunning { Thread.sleep(forTimeInterval: 0.05) }
      // Twenty seconds are far more than an epoch takes; the status then tells of the failure.
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
  }

  @Test func anInterruptedTrainingSaysWhereItsCheckpointIs() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try interrupt(
      ["train", "photos", "--epochs", "100000", "--output", "run"], in: photos, after: "epoch 3/")
    #expect(outcome.status == 130)
    #expect(outcome.results == "")
    #expect(outcome.messages.contains("graft: interrupted"))
    #expect(outcome.messages.contains("run/checkpoints/last.safetensors"))
    #expect(photos.exists("run/checkpoints/last.safetensors"))
    #expect(!photos.exists("run/model.safetensors"))
  }

  @Test func anInterruptedCrossValidationStops() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try interrupt(
      ["crossval", "photos", "--folds", "2", "--epochs", "100000", "--output", "run"],
      in: photos, after: "images in 6 classes")
    #expect(outcome.status == 130)
    #expect(outcome.results == "")
    #expect(outcome.messages.contains("graft: interrupted"))
  }
}
