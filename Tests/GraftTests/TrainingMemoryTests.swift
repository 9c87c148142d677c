import Foundation
import Testing

/// What a training through the backbone takes of the machine.
@Suite struct TrainingMemoryTests {
  private struct Take {
    let peakByteCount: Double
    /// What was said to be needed, and how much of it a worker and its micro-batch.
    let announcedByteCount: Double
    let workerByteCount: Double
  }

  private func training(batch: Int, in photos: Photos) throws -> Take {
    let outcome = try Command.run(
      [
        "train", "photos", "--freeze", "none", "--image-size", "96", "--micro-batch", "4",
        "--batch-size", "\(batch)", "--epochs", "1", "--threads", "1", "--json", "--output",
        "run\(batch)",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let told = try #require(
      outcome.messages.firstMatch(
        of: #/micro-batches of 4; ([\d.]+) MB with one worker, ([\d.]+) MB for each further/#))
    return Take(
      peakByteCount: Double(try #require(outcome.json()["peakMemoryBytes"] as? Int)),
      announcedByteCount: 1e6 * (try #require(Double(told.1))),
      workerByteCount: 1e6 * (try #require(Double(told.2))))
  }

  /// Micro-batches pass one after the other, and what one kept for its way back is the next one's. Only a loss and a
  /// row of probabilities are kept of each picture: less than a worker's memory, of which 14 more would be needed if
  /// all micro-batches of the larger batch stayed.
  @Test func aLargerBatchTakesNoMoreAndNoneMoreThanAnnounced() throws {
    let photos = try Photos(picturesPerClass: 14)
    let small = try training(batch: 8, in: photos)
    let large = try training(batch: 64, in: photos)
    #expect(small.announcedByteCount == large.announcedByteCount)
    #expect(abs(large.peakByteCount - small.peakByteCount) < small.workerByteCount)
    for take in [small, large] {
      #expect(take.peakByteCount < take.announcedByteCount)
      // Nor is much more announced than is taken.
      #expect(take.peakByteCount > 0.7 * take.announcedByteCount)
    }
  }

  /// The peak is the program's own, and not that of who started it.
  @Test func whoStartsItMayBeLarge() throws {
    let photos = try Photos(picturesPerClass: 2)
    let arguments = [
      "train", "photos", "--image-size", "32", "--epochs", "1", "--json", "--output",
    ]
    let held = [UInt8](repeating: 1, count: 1_000_000_000)
    let peak = try #require(
      Command.run(arguments + ["run"], in: photos).json()["peakMemoryBytes"] as? Int)
    #expect(peak > 50_000_000 && peak < held.count / 2)
  }

  /// The most threads that a training has at any moment.
  /// - Parameter team: How many threads OpenMP would give a library that asks for a team.
  private func mostThreads(workers: Int, team: Int, in photos: Photos) throws -> Int {
    var most = 0
    let outcome = try Command.run(
      [
        "train", "photos", "--freeze", "none", "--image-size", "64", "--micro-batch", "2",
        "--batch-size", "8", "--epochs", "2", "--no-baselines", "--threads", "\(workers)",
        "--output", "run\(workers)-\(team)",
      ], in: photos,
      // OpenBLAS has a pool of its own, which has nothing to do with workers.
      environment: ["OMP_NUM_THREADS": "\(team)", "OPENBLAS_NUM_THREADS": "1"]
    ) { process, messages in
      let tasks = "/proc/\(process.processIdentifier)/task"
      while process.isRunning {
        if messages().contains("epoch 2/2: ") { continue }
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        most = max(most, threads.count)
        usleep(300)
      }
    }
    #expect(outcome.status == 0, "\(outcome.messages)")
    return most
  }

  /// One thread a worker: oneDNN, which parallelizes by OpenMP, starts no team in any of them.
  @Test func noLibraryStartsThreadsOfItsOwn() throws {
    let photos = try Photos(picturesPerClass: 3)
    let alone = try mostThreads(workers: 1, team: 1, in: photos)
    #expect(alone >= 2)
    #expect(try mostThreads(workers: 1, team: 6, in: photos) == alone)
    #expect(try mostThreads(workers: 2, team: 6, in: photos) == alone + 1)
  }
}
