import Foundation
import Testing

@Suite struct InterruptionTests {
  private func interrupt(
    _ arguments: [String], in photos: Photos, after sign: String
  ) throws -> Command.Outcome {
    try Command.run(arguments, in: photos) { process, messages in
      for _ in 0..<6000 where process.isRunning && !messages().contains(sign) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      #expect(messages().contains(sign), "\(messages())")
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

  @Test func aStepIsFinishedAndTheRunGoesOnFromItsMiddle() throws {
    let photos = try Photos(picturesPerClass: 3)
    let flags = [
      "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "64", "--batch-size",
      "1", "--freeze", "none", "--epochs", "5", "--ema", "0.9", "--augment", "flip",
    ]
    let reference = try photos.train("reference", flags)
    var arguments = ["train", "photos", "--output", "a run"] + flags
    var batches: [Int] = []
    for epoch in 1...3 {
      // The first step of an epoch is told where more is to be said.
      let outcome = try interrupt(
        arguments + ["--verbose", "--threads", "\(epoch)"], in: photos, after: "epoch \(epoch) ")
      #expect(outcome.status == 130)
      #expect(outcome.results == "")
      #expect(outcome.messages.contains("graft: interrupted"))
      #expect(outcome.messages.contains("graft train --resume 'a run'\n"))
      let last = try TensorFile("a run/checkpoints/last.safetensors", in: photos)
      batches.append(try #require(last.metadata["finishedBatches"].flatMap { Int($0) }))
      arguments = ["train", "--resume", "a run"]
    }
    // A slow machine may have come to the end of an epoch, not each time.
    #expect(batches.contains { $0 > 0 }, "\(batches)")
    let outcome = try Command.run(arguments, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try RunResults(of: "a run", in: photos) == reference)
    guard TensorBoard.isHere else { return }
    let scalars = try TensorBoard.read("a run", in: photos)["scalars"] as? [String: [[Double]]]
    #expect(try #require(scalars?["learning_rate"]).compactMap(\.first) == [1, 2, 3, 4, 5])
  }

  @Test func anInterruptedCrossValidationStops() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try interrupt(
      ["crossval", "photos", "--folds", "2", "--epochs", "100000", "--output", "run"],
      in: photos, after: "what it gives is kept")
    #expect(outcome.status == 130)
    #expect(outcome.results == "")
    #expect(outcome.messages.contains("graft: interrupted"))
  }
}
