# The service in a container:   docker build -t piecewiselinear .   docker run -p 5080:5080 piecewiselinear
# Its packages are those of eng/packages.txt (sections run and build); a test keeps the lists equal.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends coinor-libclp1 libz3-4 nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN eng/need.sh run build && eng/build.sh

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS run
RUN apt-get update \
    && apt-get install -y --no-install-recommends coinor-libclp1 libz3-4 nodejs \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /source/artifacts/plin /opt/plin
RUN mkdir /data && chown app:app /data
USER app
VOLUME /data
EXPOSE 5080 5081
ENTRYPOINT ["/opt/plin/plin"]
CMD ["serve", "--address", "0.0.0.0", "--data", "/data"]
