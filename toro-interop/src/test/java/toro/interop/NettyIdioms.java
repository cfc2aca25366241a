package toro.interop;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import toro.AsyncSemaphore;
import toro.Wait;

/** How the handlers of Netty take turns. */
final class NettyIdioms {
  private NettyIdioms() {}

  // @start region="netty"
  /** Answers a line with a page before it gets the next one; one handler for each channel. */
  static final class PageHandler extends SimpleChannelInboundHandler<String> {
    private final AsyncSemaphore connections;
    private final Function<String, CompletionStage<String>> fetch;
    private @Nullable Wait<String> page; // only the channel's event loop uses it

    PageHandler(AsyncSemaphore connections, Function<String, CompletionStage<String>> fetch) {
      this.connections = connections;
      this.fetch = fetch;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String path) {
      var eventLoop = context.executor();
      page = connections.with(eventLoop, () -> fetch.apply(path));
      page.whenCompleteAsync(
          (text, failure) -> context.writeAndFlush(failure == null ? text : "failed"), eventLoop);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) { // the client has left
      if (page != null) {
        page.cancel(true);
      }
      context.fireChannelInactive();
    }
  }
  // @end region="netty"
}
