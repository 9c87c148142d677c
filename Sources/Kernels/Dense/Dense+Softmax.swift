import Glibc

extension Dense {
  /// Shifted by each row's largest logit, so that no exponential overflows.
  static func softmaxCrossEntropy(
    _ logits: Buffer, _ targets: Buffer, _ softmax: Buffer, _ losses: Buffer, _ rows: Int,
    _ classes: Int
  ) {
    for row in 0..<rows {
      let range = row * classes..<(row + 1) * classes
      var largest = -Float.infinity
      for index in range { largest = max(largest, logits[index]) }
      var total: Float = 0
      for index in range {
        let exponential = expf(logits[index] - largest)
        softmax[index] = exponential
        total += exponential
      }
      let logTotal = largest + logf(total)
      var loss: Float = 0
      for index in range {
        softmax[index] /= total
        // A class without a share costs nothing, even where its logit is −∞.
        if targets[index] != 0 { loss += targets[index] * (logTotal - logits[index]) }
      }
      losses[row] = loss
    }
  }
}
