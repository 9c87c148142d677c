import Foundation
import Synchronization
import Workbench

/// Says on standard error what a run is doing: a moving line on a terminal, plain lines elsewhere.
final class Terminal: Reporter {
  private struct State {
    var task = ""
    var start: UInt64 = 0
    var lastShown: UInt64 = 0
    var lineIsOpen = false
  }

  private let isQuiet: Bool
  private let isVerbose: Bool
  private let isInteractive = isatty(2) == 1
  private let state = Mutex(State())

  init(isQuiet: Bool, isVerbose: Bool) {
    self.isQuiet = isQuiet
    self.isVerbose = isVerbose
  }

  func note(_ text: String) {
    guard !isQuiet else { return }
    say(text)
  }

  func warn(_ text: String) {
    say("warning: \(text)")
  }

  func progress(_ task: String, done: Int, of total: Int, unit: String) {
    guard !isQuiet else { return }
    let now = Self.now
    let line: String? = state.withLock { state in
      if state.task != task || done <= 1 {
        if state.task != task { state.start = now }
        state.task = task
        state.lastShown = 0
      }
      // Ten times a second on a terminal, every ten seconds in a log, and the end always.
      let interval: UInt64 = isInteractive ? 100_000_000 : 10_000_000_000
      guard done == total || now - state.lastShown >= interval else { return nil }
      if !isInteractive, done < total, state.lastShown == 0, !isVerbose {
        state.lastShown = now
        return nil
      }
      state.lastShown = now
      state.lineIsOpen = isInteractive && done < total
      return Self.line(
        task, done: done, of: total, unit: unit, seconds: Double(now - state.start) / 1e9)
    }
    guard let line else { return }
    if isInteractive {
      Self.write("\r\u{1B}[2K\(line)" + (done == total ? "\n" : ""))
    } else {
      Self.write(line + "\n")
    }
  }

  static func line(
    _ task: String, done: Int, of total: Int, unit: String, seconds: Double
  ) -> String {
    let share = Double(done) / Double(max(total, 1))
    let filled = Int(share * 20)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
    var line = "\(task) \(bar) \(done)/\(total)"
    if seconds > 0.05 {
      let rate = Double(done) / seconds
      line += String(format: "  %.1f \(unit)/s", rate)
      if done < total { line += "  \(Figure.duration(Double(total - done) / rate)) left" }
    }
    return line
  }

  private func say(_ text: String) {
    let prefix: String = state.withLock { state in
      defer { state.lineIsOpen = false }
      return state.lineIsOpen ? "\r\u{1B}[2K" : ""
    }
    Self.write(prefix + text + "\n")
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
