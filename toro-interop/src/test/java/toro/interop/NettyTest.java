package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import toro.Wait;

/** {@link NettyIdioms} and Netty itself. */
class NettyTest {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Room room = new Room(2);
  private final AtomicInteger elsewhere = new AtomicInteger();

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void eventLoops_whenMostAreGivenUp_runTheirOwnFunctionsAndLoseNothing() throws Exception {
    Storm.run(
        20_000,
        (number, end) -> {
          EventLoop eventLoop = group.next();
          Wait<Integer> turn =
              room.door().with(eventLoop, () -> visit(eventLoop).thenApply(none -> number));
          turn.whenCompleteAsync(
              (value, failure) -> {
                countElsewhere(eventLoop);
                end.ended(failure == null);
              },
              eventLoop);
          return () -> turn.cancel(true);
        });
    room.assertNothingLost();
    assertEquals(0, elsewhere.get());
  }

  @Test
  void server_whenMostClientsLeave_losesNothing() throws Exception {
    var server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    EventLoop eventLoop = channel.eventLoop();
                    channel
                        .pipeline()
                        .addLast(
                            new LineBasedFrameDecoder(100),
                            new StringDecoder(),
                            new StringEncoder(),
                            new CloseAfterWrite(),
                            new NettyIdioms.PageHandler(
                                room.door(),
                                path -> visit(eventLoop).thenApply(none -> "the page")));
                  }
                });
    Channel channel =
        server.bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    Clients.leaveTheLine(port, "/page\n", room);
    Clients.run(port, 2000, "/page\n", "the page");
    channel.close().syncUninterruptibly();
    close();
    room.assertNothingLost();
    assertEquals(0, elsewhere.get());
  }

  private static final class CloseAfterWrite extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      context.write(message, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Is inside until a later turn of the event loop, whoever gives it up. */
  private CompletionStage<Void> visit(EventLoop eventLoop) {
    countElsewhere(eventLoop);
    room.enter();
    var end = new CompletableFuture<Void>();
    eventLoop.execute(
        () -> {
          room.leave();
          end.complete(null);
        });
    return end.minimalCompletionStage();
  }

  private void countElsewhere(EventLoop eventLoop) {
    if (!eventLoop.inEventLoop()) {
      elsewhere.incrementAndGet();
    }
  }
}
