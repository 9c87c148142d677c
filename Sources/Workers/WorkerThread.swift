import COpenMP
import Glibc

/// A thread that runs one closure and is joined.
struct WorkerThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  private let handle: pthread_t

  /// - Precondition: The system can make another thread; a process that cannot is beyond repair.
  init(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body))
    var handle = pthread_t()
    // Sound: the new thread takes over the retain that `passRetained` made.
    let code = pthread_create(
      &handle, nil,
      { context in
        omp_set_num_threads(1)
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "no thread could be started: \(String(cString: strerror(code)))")
    self.handle = handle
  }

  func join() {
    pthread_join(handle, nil)
  }
}
