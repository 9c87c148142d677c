/// How a prediction is to be explained.
public struct Explanation: Sendable, Hashable {
  public enum Method: String, Sendable, CaseIterable {
    /// Which places of the network's last map speak for the class: one pass forth and back.
    case gradcam
    /// What becomes of the class's probability when a part of the picture is covered: hundreds of passes.
    case occlusion
  }

  public var method: Method
  /// The class that is asked about; `nil` for the predicted one.
  public var className: String?
  /// Of Grad-CAM: the stage whose last map is looked at; `nil` for the last before pooling.
  public var stage: String?
  /// Of occlusion: the side of the square that is covered; `nil` for a seventh of the picture's, 32 of 224.
  public var patchPixels: Int?
  /// Of occlusion: from one square to the next, no further than its side; `nil` for half of that.
  public var stridePixels: Int?

  public init(_ method: Method, className: String? = nil, stage: String? = nil) {
    self.method = method
    self.className = className
    self.stage = stage
  }
}
