import Graphs

/// How many pictures pass a frozen network together.
public enum MicroBatch {
  /// A function of network and precision alone, so that the number of threads and the memory change no bit.
  public static func recommended(for graph: Graph, precision: Precision) -> Int {
    precision == .bfloat16 ? 8 : 16
  }
}
