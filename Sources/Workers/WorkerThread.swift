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

  /// - Throws: ``WorkersError/noThread(reason:)`` if the system refuses another thread.
  init(_ body: @escaping @Sendable () -> Void) throws(WorkersError) {
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
    guard code == 0 else {
      box.release()
      throw .noThread(reason: String(cString: strerror(code)))
    }
    self.handle = handle
  }

  func join() {
    pthread_join(handle, nil)
  }
}
